package io.opsmon.hosts.ruoyi;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Issues signed tokens that contain the key of a user in a store. */
@Component
class TokenService {

    private static final byte[] SECRET = "abcdefghijklmnopqrstuvwxyzabcdef".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, LoginUser> users = new ConcurrentHashMap<>();

    String create(LoginUser user) {
        String key = UUID.randomUUID().toString();
        users.put(key, user);
        String content = encoded("{\"alg\":\"HS256\"}") + "." + encoded("{\"login_user_key\":\"" + key + "\"}");
        return content + "." + signature(content);
    }

    @Nullable
    LoginUser user(HttpServletRequest request) {
        @Nullable String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith("Bearer ")) {
            return null;
        }
        String token = header.substring("Bearer ".length());
        int end = token.lastIndexOf('.');
        if (end < 0 || !signature(token.substring(0, end)).equals(token.substring(end + 1))) {
            return null;
        }
        String claims = new String(
                Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, end)), StandardCharsets.UTF_8);
        return users.get(claims.replaceAll(".*\"login_user_key\":\"([^\"]*)\".*", "$1"));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
