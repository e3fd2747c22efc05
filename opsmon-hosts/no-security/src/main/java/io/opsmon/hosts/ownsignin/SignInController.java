package io.opsmon.hosts.ownsignin;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.operationlog.OperationLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Checks passwords and changes products. */
@RestController
class SignInController {

    private static final Map<String, String> PASSWORDS = Map.of("admin", "secret", "jane", "secret");

    private final LoginLogRecorder logins;

    SignInController(LoginLogRecorder logins) {
        this.logins = logins;
    }

    @PostMapping("/sign-in")
    ResponseEntity<String> signIn(
            @RequestParam String username, @RequestParam String password, HttpServletRequest request) {
        if (!password.equals(PASSWORDS.get(username))) {
            logins.failure(username, FailureReason.BAD_CREDENTIALS, "wrong password");
            return ResponseEntity.status(401).body("wrong password");
        }
        request.getSession(true).setAttribute("user", username);
        logins.success(username);
        return ResponseEntity.ok("welcome");
    }

    @PostMapping("/sign-out")
    void signOut(HttpSession session, @SessionAttribute("user") String username) {
        logins.logout(username);
        session.invalidate();
    }

    @PutMapping("/products/{id}")
    @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
    ResponseEntity<String> change(
            @PathVariable long id, @SessionAttribute(name = "user", required = false) String username) {
        return username == null ? ResponseEntity.status(401).build() : ResponseEntity.ok("changed");
    }
}
