package io.opsmon.hosts.reactivesignin;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.operationlog.OperationLog;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Checks passwords and changes products. */
@RestController
class SignInController {

    private static final Map<String, String> PASSWORDS = Map.of("admin", "secret", "jane", "secret");

    private final LoginLogRecorder logins;

    SignInController(LoginLogRecorder logins) {
        this.logins = logins;
    }

    @PostMapping("/sign-in")
    Mono<ResponseEntity<String>> signIn(ServerWebExchange exchange) {
        return exchange.getFormData().zipWith(exchange.getSession(), this::signIn);
    }

    private ResponseEntity<String> signIn(MultiValueMap<String, String> form, WebSession session) {
        String username = form.toSingleValueMap().getOrDefault("username", "");
        if (!form.getOrDefault("password", java.util.List.of()).contains(PASSWORDS.get(username))) {
            logins.failure(username, FailureReason.BAD_CREDENTIALS, "wrong password");
            return ResponseEntity.status(401).body("wrong password");
        }
        session.getAttributes().put("user", username);
        session.start();
        logins.success(username);
        return ResponseEntity.ok("welcome");
    }

    @PostMapping("/sign-out")
    Mono<Void> signOut(WebSession session, Principal user) {
        logins.logout(user.getName());
        return session.invalidate();
    }

    @PutMapping("/products/{id}")
    @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
    Mono<ResponseEntity<String>> change(@PathVariable long id, @Nullable Principal user) {
        return Mono.just(user == null ? ResponseEntity.status(401).build() : ResponseEntity.ok("changed"));
    }
}
