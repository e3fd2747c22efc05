package io.opsmon.hosts.reactivesignin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A reactive application with a sign-in of its own. */
@SpringBootApplication
public class ReactiveSignIn {

    public static void main(String[] arguments) {
        SpringApplication.run(ReactiveSignIn.class, arguments);
    }
}
