package io.opsmon.hosts.jhipster;

import io.opsmon.operationlog.OperationLog;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes products. */
@RestController
@RequestMapping("/api")
class ProductController {

    @PutMapping("/products/{id}")
    @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
    Map<String, Object> change(@PathVariable long id, @RequestBody Map<String, Object> product) {
        return product;
    }
}
