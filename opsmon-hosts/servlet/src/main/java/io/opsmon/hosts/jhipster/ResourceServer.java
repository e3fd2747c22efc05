package io.opsmon.hosts.jhipster;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A resource server that issues its own tokens. It has no line for opsmon. */
@SpringBootApplication
public class ResourceServer {

    public static void main(String[] arguments) {
        SpringApplication.run(ResourceServer.class, arguments);
    }
}
