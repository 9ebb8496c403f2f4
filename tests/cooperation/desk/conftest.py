from tests.cooperation.admin.conftest import administrator, editor, publisher  # noqa: F401
