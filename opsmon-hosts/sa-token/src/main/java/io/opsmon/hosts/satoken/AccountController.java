package io.opsmon.hosts.satoken;

import cn.dev33.satoken.exception.NotLoginException;
import cn.dev33.satoken.stp.StpUtil;
import cn.dev33.satoken.util.SaResult;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.operationlog.OperationLog;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Checks passwords and changes products. */
@RestController
class AccountController {

    private final LoginLogRecorder logins;

    AccountController(LoginLogRecorder logins) {
        this.logins = logins;
    }

    @PostMapping("/login")
    SaResult login(@RequestParam String username, @RequestParam String password) {
        if (!password.equals("secret")) {
            logins.failure(username, FailureReason.BAD_CREDENTIALS, "wrong password");
            return SaResult.error("wrong password");
        }
        StpUtil.login(username);
        return SaResult.data(StpUtil.getTokenValue());
    }

    @PostMapping("/logout")
    SaResult logout() {
        StpUtil.logout();
        return SaResult.ok();
    }

    @PutMapping("/products/{id}")
    @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
    SaResult change(@PathVariable long id) {
        return SaResult.ok();
    }

    @ExceptionHandler
    ResponseEntity<SaResult> notSignedIn(NotLoginException failure) {
        return ResponseEntity.status(401).body(SaResult.error(failure.getMessage()));
    }
}
