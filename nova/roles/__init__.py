"""Roles: one Markdown file each in `agents/`, front matter and a prompt. FORMATS, "A role"."""

from nova.roles.files import collect, named, read_roles
from nova.roles.reader import Reading, read_role
from nova.roles.record import (
    Approval,
    Contract,
    InvalidOutput,
    Kind,
    Memory,
    NotExample,
    Offline,
    Role,
    RoleBudget,
    RoleModel,
    Routing,
    Tier,
)

__all__ = [
    "Approval",
    "Contract",
    "InvalidOutput",
    "Kind",
    "Memory",
    "NotExample",
    "Offline",
    "Reading",
    "Role",
    "RoleBudget",
    "RoleModel",
    "Routing",
    "Tier",
    "collect",
    "named",
    "read_role",
    "read_roles",
]
