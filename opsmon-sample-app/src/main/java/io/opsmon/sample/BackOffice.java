package io.opsmon.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the sample. */
@SpringBootApplication
@EnableScheduling
public class BackOffice {

    /**
     * Starts the sample.
     *
     * @param arguments Spring Boot's
     */
    public static void main(String[] arguments) {
        SpringApplication.run(BackOffice.class, arguments);
    }
}
