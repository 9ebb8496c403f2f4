"""An admin class has few ancestors in the project, so that a reader finds what a method does in one or two files."""

import inspect

from django.contrib.admin import site

ANCESTORS = 3
OVERRIDES = 3


def admin_classes():
    """The classes of the site, of its model admins and of their inlines."""
    found = {type(site._wrapped)}
    for model_admin in site._registry.values():
        found |= {type(model_admin), *model_admin.inlines}
    return found


def of_the_project(cls):
    """The class and its ancestors that the project defines, in the order of its MRO."""
    packages = ("config", "cooperation", "regions")
    return [each for each in cls.__mro__ if each.__module__.split(".")[0] in packages]


def test_no_admin_class_has_many_ancestors():
    found = {cls.__name__: [each.__name__ for each in of_the_project(cls)[1:]] for cls in admin_classes()}
    assert "RecordAdmin" in found["MeetingAdmin"]
    assert not {name: ancestors for name, ancestors in found.items() if len(ancestors) > ANCESTORS}


def test_no_method_is_overridden_many_times():
    found = {}
    for cls in admin_classes():
        for each in of_the_project(cls):
            for name, value in vars(each).items():
                if inspect.isfunction(value):
                    found.setdefault((cls.__name__, name), []).append(each.__name__)
    assert found["MeetingAdmin", "get_fieldsets"] == ["MeetingAdmin", "RecordAdmin", "RegistryAdmin"]
    assert not {key: classes for key, classes in found.items() if len(classes) > OVERRIDES}
