package io.opsmon.sample.order;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for orders. */
@RestController
@RequestMapping("/api/orders")
class OrderApi {

    private final OrderService orders;

    OrderApi(OrderService orders) {
        this.orders = orders;
    }

    @GetMapping
    List<Order> list() {
        return orders.newest();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Order place(@RequestBody OrderForm form) {
        return orders.place(form);
    }

    @PostMapping("/{number}/shipment")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void ship(@PathVariable String number) {
        orders.ship(number);
    }

    @DeleteMapping("/{number}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String number) {
        orders.delete(number);
    }
}
