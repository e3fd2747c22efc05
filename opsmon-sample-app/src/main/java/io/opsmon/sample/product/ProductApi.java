package io.opsmon.sample.product;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for products. */
@RestController
@RequestMapping("/api/products")
class ProductApi {

    private final ProductService products;

    ProductApi(ProductService products) {
        this.products = products;
    }

    @GetMapping
    List<Product> list() {
        return products.all();
    }

    @GetMapping("/{sku}")
    Product get(@PathVariable String sku) {
        return products.get(sku);
    }

    @PutMapping("/{sku}/price")
    Product changePrice(@PathVariable String sku, @RequestBody PriceChange change) {
        return products.changePrice(sku, change);
    }
}
