package io.opsmon.hosts.shiro;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with a realm of its own. Shiro keeps its sessions in the container, as by default. */
@SpringBootApplication
public class ShiroHost {

    public static void main(String[] arguments) {
        SpringApplication.run(ShiroHost.class, arguments);
    }
}
