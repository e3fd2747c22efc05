package io.opsmon.hosts.ruoyi;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An admin base of the usual shape: a token filter of its own, Druid behind a routing DataSource, and no sessions. */
@SpringBootApplication
public class AdminBase {

    public static void main(String[] arguments) {
        SpringApplication.run(AdminBase.class, arguments);
    }
}
