package io.opsmon.loginlog.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.security.BearerToken;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/** How somebody signs in, by the kind of authentication; by name, since most kinds are in modules that a host need not have. Stateless. */
final class Methods {

    private static final Map<String, String> BY_CLASS = Map.of(
            "RememberMeAuthenticationToken", LoginMethod.REMEMBER_ME,
            "OAuth2LoginAuthenticationToken", LoginMethod.OAUTH2,
            "OAuth2AuthenticationToken", LoginMethod.OAUTH2,
            "Saml2AuthenticationToken", LoginMethod.SAML2,
            "Saml2Authentication", LoginMethod.SAML2,
            "PreAuthenticatedAuthenticationToken", LoginMethod.PRE_AUTHENTICATED,
            "WebAuthnAuthentication", LoginMethod.PASSKEY,
            "WebAuthnAuthenticationRequestToken", LoginMethod.PASSKEY,
            "OneTimeTokenAuthenticationToken", LoginMethod.ONE_TIME_TOKEN);

    private Methods() {}

    static boolean isAnonymous(Authentication authentication) {
        return authentication instanceof AnonymousAuthenticationToken;
    }

    static String of(Authentication authentication, @Nullable ClientRequest request) {
        String name = authentication.getClass().getSimpleName();
        @Nullable String known = BY_CLASS.get(name);
        if (known != null) {
            return known;
        }
        if (BearerToken.isBearer(authentication)) {
            return LoginMethod.BEARER_TOKEN;
        }
        @Nullable String authorization = request == null ? null : request.header("Authorization");
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("basic ")
                ? LoginMethod.BASIC
                : LoginMethod.PASSWORD;
    }

    /** Whether the client proves who it is with every request, so that a request is no sign-in. */
    static boolean comesWithEveryRequest(String method) {
        return method.equals(LoginMethod.BEARER_TOKEN)
                || method.equals(LoginMethod.BASIC)
                || method.equals(LoginMethod.PRE_AUTHENTICATED);
    }

    /** A password that came in a form. */
    static String withForm(String method, @Nullable ClientRequest request) {
        @Nullable String type = request == null ? null : request.header("Content-Type");
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return method.equals(LoginMethod.PASSWORD) && form ? LoginMethod.FORM : method;
    }

    static @Nullable String nameOf(Authentication authentication) {
        String name = authentication.getName();
        return name.isEmpty() ? null : name;
    }
}
