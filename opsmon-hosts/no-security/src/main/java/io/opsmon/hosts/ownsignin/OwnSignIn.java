package io.opsmon.hosts.ownsignin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with a sign-in of its own. */
@SpringBootApplication
public class OwnSignIn {

    public static void main(String[] arguments) {
        SpringApplication.run(OwnSignIn.class, arguments);
    }
}
