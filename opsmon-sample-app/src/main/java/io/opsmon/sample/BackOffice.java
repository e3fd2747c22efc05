package io.opsmon.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The application class of the sample. */
@SpringBootApplication
@EnableScheduling
public class BackOffice {

    /**
     * Starts the sample.
     *
     * @param arguments the command-line arguments of Spring Boot
     */
    public static void main(String[] arguments) {
        SpringApplication.run(BackOffice.class, arguments);
    }
}
