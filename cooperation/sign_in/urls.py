"""The URLs of the sign-in pages, below /admin/. django-allauth reverses their names."""

from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/passkey/", views.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("login/code/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("login/cancel/", views.CancelSignIn.as_view(), name="account_logout"),
    path("security/", views.Security.as_view(), name="mfa_index"),
    path("security/language/", views.ChooseLanguage.as_view(), name="account_language"),
    path("security/confirm/", views.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("security/confirm/code/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("security/confirm/passkey/", views.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("security/app/add/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/codes/", views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/new/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
