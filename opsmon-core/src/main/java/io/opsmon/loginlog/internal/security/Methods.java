package io.opsmon.loginlog.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.TypeNames;
import io.opsmon.loginlog.LoginMethod;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Determines the sign-in method from the type of authentication. Types are compared by name, since most of them are in
 * modules that a host may not have. Stateless.
 */
final class Methods {

    private static final String SECURITY = "org.springframework.security.";

    private static final Map<String, TypeNames> BY_TYPE = Map.of(
            LoginMethod.REMEMBER_ME, TypeNames.of(SECURITY + "authentication.RememberMeAuthenticationToken"),
            LoginMethod.OAUTH2,
                    TypeNames.of(
                            SECURITY + "oauth2.client.authentication.OAuth2LoginAuthenticationToken",
                            SECURITY + "oauth2.client.authentication.OAuth2AuthenticationToken"),
            LoginMethod.SAML2,
                    TypeNames.of(
                            SECURITY + "saml2.provider.service.authentication.Saml2AuthenticationToken",
                            SECURITY + "saml2.provider.service.authentication.Saml2Authentication",
                            SECURITY + "saml2.provider.service.authentication.Saml2AssertionAuthentication"),
            LoginMethod.PRE_AUTHENTICATED,
                    TypeNames.of(SECURITY + "web.authentication.preauth.PreAuthenticatedAuthenticationToken"),
            LoginMethod.PASSKEY,
                    TypeNames.of(
                            SECURITY + "web.webauthn.authentication.WebAuthnAuthentication",
                            SECURITY + "web.webauthn.authentication.WebAuthnAuthenticationRequestToken"),
            LoginMethod.ONE_TIME_TOKEN,
                    TypeNames.of(
                            SECURITY + "authentication.ott.OneTimeTokenAuthenticationToken",
                            SECURITY + "authentication.ott.OneTimeTokenAuthentication"));

    private Methods() {}

    static boolean isAnonymous(Authentication authentication) {
        return authentication instanceof AnonymousAuthenticationToken;
    }

    static String of(Authentication authentication, @Nullable HttpExchange request) {
        for (Map.Entry<String, TypeNames> known : BY_TYPE.entrySet()) {
            if (known.getValue().includes(authentication)) {
                return known.getKey();
            }
        }
        if (BearerToken.isBearer(authentication, request)) {
            return LoginMethod.BEARER_TOKEN;
        }
        @Nullable String authorization = request == null ? null : request.header("Authorization");
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("basic ")
                ? LoginMethod.BASIC
                : LoginMethod.PASSWORD;
    }

    /** Returns whether the client authenticates with every request, so that a request is not a sign-in. */
    static boolean comesWithEveryRequest(String method) {
        return method.equals(LoginMethod.BEARER_TOKEN)
                || method.equals(LoginMethod.BASIC)
                || method.equals(LoginMethod.PRE_AUTHENTICATED);
    }

    /** Returns {@link LoginMethod#FORM} for a password sent in a form. */
    static String withForm(String method, @Nullable HttpExchange request) {
        @Nullable String type = request == null ? null : request.header("Content-Type");
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return method.equals(LoginMethod.PASSWORD) && form ? LoginMethod.FORM : method;
    }

    static @Nullable String nameOf(Authentication authentication) {
        @Nullable String name = PrincipalName.of(authentication);
        return name == null || name.isEmpty() ? null : name;
    }
}
