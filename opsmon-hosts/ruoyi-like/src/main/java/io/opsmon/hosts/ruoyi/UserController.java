package io.opsmon.hosts.ruoyi;

import io.opsmon.operationlog.OperationLog;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers every request with HTTP 200 and a code in the body. */
@RestController
class UserController {

    private final AuthenticationManager manager;
    private final TokenService tokens;

    UserController(AuthenticationManager manager, TokenService tokens) {
        this.manager = manager;
        this.tokens = tokens;
    }

    @PostMapping("/login")
    Map<String, Object> login(@RequestBody Map<String, String> body) {
        var signedIn = manager.authenticate(
                new UsernamePasswordAuthenticationToken(body.get("username"), body.get("password")));
        LoginUser user = (LoginUser) Objects.requireNonNull(signedIn.getPrincipal());
        return Map.of("code", 200, "token", tokens.create(user));
    }

    @PutMapping("/system/user/{id}")
    @OperationLog(module = "user", action = "UPDATE", description = "changed user #{#id} 修改用户 \uD83D\uDE00")
    Map<String, Object> change(@PathVariable long id, @RequestBody Map<String, String> body) {
        if (id == 1) {
            throw new IllegalStateException("The administrator is not changed");
        }
        return Map.of("code", 200, "msg", "ok");
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        Map<String, Object> failed(Exception failure) {
            return Map.of("code", 500, "msg", String.valueOf(failure.getMessage()));
        }
    }
}
