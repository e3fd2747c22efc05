package io.opsmon.sample.product;

import java.math.BigDecimal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for products. */
@Controller
class ProductPages {

    private final ProductService products;

    ProductPages(ProductService products) {
        this.products = products;
    }

    @GetMapping({"/", "/products"})
    String list(Model model) {
        model.addAttribute("products", products.all());
        return "products";
    }

    @GetMapping("/products/{sku}")
    String show(@PathVariable String sku, Model model) {
        model.addAttribute("product", products.get(sku));
        return "product";
    }

    @PostMapping("/products/{sku}/price")
    String changePrice(@PathVariable String sku, @RequestParam BigDecimal price, @RequestParam String reason) {
        products.changePrice(sku, new PriceChange(price, reason));
        return "redirect:/products";
    }

    @PostMapping("/products/{sku}/stock")
    String restock(@PathVariable String sku, @RequestParam int quantity) {
        products.restock(sku, quantity);
        return "redirect:/products";
    }

    @PostMapping("/products/{sku}/removal")
    String remove(@PathVariable String sku) {
        products.remove(sku);
        return "redirect:/products";
    }
}
