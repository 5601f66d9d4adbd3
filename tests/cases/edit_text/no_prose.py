# with: {"path": "deploy/queue.yml", "old": "JobQueue", "new": "RunQueue"}
# file: deploy/queue.yml
class: JobQueue
# declined: deploy/queue.yml is no prose: a program may read it
