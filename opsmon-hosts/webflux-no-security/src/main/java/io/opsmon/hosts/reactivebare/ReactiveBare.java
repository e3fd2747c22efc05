package io.opsmon.hosts.reactivebare;

import io.opsmon.operationlog.OperationLog;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** One controller, and nothing that knows its callers. */
@SpringBootApplication
public class ReactiveBare {

    public static void main(String[] arguments) {
        SpringApplication.run(ReactiveBare.class, arguments);
    }

    /** Changes products. */
    @RestController
    static class Products {

        @PutMapping("/products/{id}")
        @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
        Mono<String> change(@PathVariable long id) {
            return Mono.just("changed");
        }
    }
}
