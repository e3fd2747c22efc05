package io.opsmon.sample.security;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows users their own sessions and sign-ins. */
@Controller
class AccountPage {

    @GetMapping("/account")
    String show() {
        return "account";
    }
}
