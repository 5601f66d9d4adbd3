# with: {"pattern": "os.getcwd()", "becomes": "os.getcwdb()"}
def f(os):
    return os.getcwd()
# left alone
