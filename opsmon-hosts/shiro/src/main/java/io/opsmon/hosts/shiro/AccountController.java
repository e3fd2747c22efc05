package io.opsmon.hosts.shiro;

import io.opsmon.operationlog.OperationLog;
import org.apache.shiro.SecurityUtils;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.authz.UnauthenticatedException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signs users in and changes products. */
@RestController
class AccountController {

    @PostMapping("/login")
    String login(@RequestParam String username, @RequestParam String password) {
        SecurityUtils.getSubject().login(new UsernamePasswordToken(username, password));
        return "welcome";
    }

    @PostMapping("/logout")
    void logout() {
        SecurityUtils.getSubject().logout();
    }

    @PutMapping("/products/{id}")
    @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
    String change(@PathVariable long id) {
        SecurityUtils.getSubject().checkPermission("product:edit");
        return "changed";
    }

    @ExceptionHandler({AuthenticationException.class, UnauthenticatedException.class})
    @ResponseStatus(HttpStatus.UNAUTHORIZED)
    String notSignedIn() {
        return "sign in";
    }
}
