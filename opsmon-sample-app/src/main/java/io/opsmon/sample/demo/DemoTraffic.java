package io.opsmon.sample.demo;

import io.opsmon.sample.BusinessException;
import io.opsmon.sample.customer.Customer;
import io.opsmon.sample.customer.CustomerForm;
import io.opsmon.sample.customer.CustomerService;
import io.opsmon.sample.order.Order;
import io.opsmon.sample.order.OrderForm;
import io.opsmon.sample.order.OrderService;
import io.opsmon.sample.product.PriceChange;
import io.opsmon.sample.product.Product;
import io.opsmon.sample.product.ProductService;
import io.opsmon.sample.staff.StaffMember;
import io.opsmon.sample.staff.StaffService;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;

/**
 * Simulates a day in the back office with the profile {@code demo}: several users perform a few operations a second
 * without end, and some operations fail.
 */
@Component
@Profile("demo")
class DemoTraffic {

    private static final List<String> PEOPLE = List.of("admin", "clerk", "clerk", "clerk", "auditor");
    private static final List<String> REASONS =
            List.of("supplier price", "spring offer", "typing error", "competition");
    private static final List<String> CITIES = List.of("Bergen", "Pune", "Köln", "Hangzhou", "Gdańsk", "Lyon", "Porto");

    private final Random random = new Random();
    private final ProductService products;
    private final CustomerService customers;
    private final OrderService orders;
    private final StaffService staff;

    DemoTraffic(ProductService products, CustomerService customers, OrderService orders, StaffService staff) {
        this.products = products;
        this.customers = customers;
        this.orders = orders;
        this.staff = staff;
    }

    @Scheduled(fixedDelayString = "${demo.pause:300ms}", initialDelay = 1_000)
    void work() {
        String who = PEOPLE.get(random.nextInt(PEOPLE.size()));
        SignedIn.as(who, () -> {
            try {
                operation(random.nextInt(100));
            } catch (BusinessException | AccessDeniedException expected) {
                // Expected failures, which demonstrate failures in the log.
            }
        });
    }

    private void operation(int dice) {
        if (dice < 35) {
            order();
        } else if (dice < 50) {
            ship();
        } else if (dice < 65) {
            price();
        } else if (dice < 75) {
            products.restock(anyProduct().sku(), 5 + random.nextInt(40));
        } else if (dice < 85) {
            customers.search(CITIES.get(random.nextInt(CITIES.size())));
        } else if (dice < 90) {
            String city = CITIES.get(random.nextInt(CITIES.size()));
            customers.register(new CustomerForm("Shop " + random.nextInt(1_000), "shop@example.com", city));
        } else if (dice < 94) {
            cancel();
        } else if (dice < 97) {
            customers.export();
        } else if (dice < 99) {
            staff.assign("clerk", StaffMember.Role.CLERK);
        } else {
            products.remove(anyProduct().sku());
        }
    }

    private void order() {
        List<Customer> all = customers.search("");
        if (all.isEmpty()) {
            return;
        }
        Customer customer = any(all);
        orders.place(new OrderForm(
                customer.number(),
                List.of(new OrderForm.Item(anyProduct().sku(), 1 + random.nextInt(25))),
                "pay-" + random.nextInt(1_000_000)));
    }

    private void ship() {
        List<Order> newest = orders.newest();
        if (!newest.isEmpty()) {
            orders.ship(any(newest).number());
        }
    }

    private void price() {
        Product product = anyProduct();
        BigDecimal factor = BigDecimal.valueOf(random.nextInt(40) == 0 ? 5 : 0.9 + random.nextDouble() * 0.2);
        BigDecimal price = product.price().multiply(factor).setScale(2, RoundingMode.HALF_UP);
        products.changePrice(product.sku(), new PriceChange(price, REASONS.get(random.nextInt(REASONS.size()))));
    }

    private Product anyProduct() {
        return any(products.all());
    }

    private void cancel() {
        List<Order> newest = orders.newest();
        if (!newest.isEmpty()) {
            orders.cancel(any(newest).number(), "customer changed their mind");
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
