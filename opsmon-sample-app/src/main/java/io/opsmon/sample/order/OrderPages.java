package io.opsmon.sample.order;

import io.opsmon.sample.customer.CustomerService;
import io.opsmon.sample.product.ProductService;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for orders. */
@Controller
class OrderPages {

    private final OrderService orders;
    private final CustomerService customers;
    private final ProductService products;

    OrderPages(OrderService orders, CustomerService customers, ProductService products) {
        this.orders = orders;
        this.customers = customers;
        this.products = products;
    }

    @GetMapping("/orders")
    String list(Model model) {
        model.addAttribute("orders", orders.newest());
        model.addAttribute("customers", customers.search(""));
        model.addAttribute("products", products.all());
        return "orders";
    }

    @GetMapping("/orders/{number}")
    String show(@PathVariable String number, Model model) {
        model.addAttribute("order", orders.get(number));
        return "order";
    }

    @PostMapping("/orders")
    String place(
            @RequestParam String customer,
            @RequestParam String sku,
            @RequestParam int quantity,
            @RequestParam(defaultValue = "") String paymentReference) {
        orders.place(new OrderForm(customer, List.of(new OrderForm.Item(sku, quantity)), paymentReference));
        return "redirect:/orders";
    }

    @PostMapping("/orders/{number}/shipment")
    String ship(@PathVariable String number) {
        orders.ship(number);
        return "redirect:/orders";
    }

    @PostMapping("/orders/{number}/cancellation")
    String cancel(@PathVariable String number, @RequestParam String reason) {
        orders.cancel(number, reason);
        return "redirect:/orders";
    }

    @PostMapping("/orders/{number}/deletion")
    String delete(@PathVariable String number) {
        orders.delete(number);
        return "redirect:/orders";
    }
}
