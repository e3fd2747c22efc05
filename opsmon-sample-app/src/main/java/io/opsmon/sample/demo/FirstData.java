package io.opsmon.sample.demo;

import io.opsmon.sample.customer.CustomerForm;
import io.opsmon.sample.customer.CustomerService;
import io.opsmon.sample.order.Order;
import io.opsmon.sample.order.OrderForm;
import io.opsmon.sample.order.OrderService;
import io.opsmon.sample.product.PriceChange;
import io.opsmon.sample.product.ProductService;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Fills an empty back office with three staff members, some customers and their first orders. Uses the services, so
 * that the logs have entries, too.
 */
@Component
class FirstData implements ApplicationRunner {

    private static final List<CustomerForm> CUSTOMERS = List.of(
            new CustomerForm("Lin Wei", "lin.wei@example.com", "Hangzhou"),
            new CustomerForm("Ingrid Solberg", "ingrid@example.org", "Bergen"),
            new CustomerForm("Café Aurora", "orders@aurora.example", "Trieste"),
            new CustomerForm("Marta Nowak", "marta.nowak@example.com", "Gdańsk"),
            new CustomerForm("Teehaus am Dom", "einkauf@teehaus.example", "Köln"),
            new CustomerForm("Rahul Mehta", "rahul@example.net", "Pune"));

    private final JdbcClient jdbc;
    private final PasswordEncoder passwords;
    private final CustomerService customers;
    private final ProductService products;
    private final OrderService orders;

    FirstData(
            JdbcClient jdbc,
            PasswordEncoder passwords,
            CustomerService customers,
            ProductService products,
            OrderService orders) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.customers = customers;
        this.products = products;
        this.orders = orders;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (jdbc.sql("SELECT COUNT(*) FROM staff").query(Long.class).single() > 0) {
            return;
        }
        hire("admin", "Ada Admin", "ADMIN");
        hire("auditor", "Otto Auditor", "AUDITOR");
        hire("clerk", "Carla Clerk", "CLERK");
        SignedIn.as("clerk", () -> {
            List<String> numbers = new ArrayList<>();
            CUSTOMERS.forEach(form -> numbers.add(customers.register(form).number()));
            Order first = place(numbers.get(0), "TEA-SENCHA", 3);
            place(numbers.get(2), "COF-HUILA", 6);
            Order third = place(numbers.get(4), "TEA-ASSAM", 20);
            orders.ship(first.number());
            orders.cancel(third.number(), "ordered twice");
        });
        SignedIn.as("admin", () -> {
            products.changePrice("TEA-OOLONG", new PriceChange(new BigDecimal("13.90"), "spring offer"));
            products.restock("KET-GOOSE", 10);
        });
    }

    private Order place(String customer, String sku, int quantity) {
        return orders.place(new OrderForm(customer, List.of(new OrderForm.Item(sku, quantity)), "4111-1111-1111-1111"));
    }

    private void hire(String username, String fullName, String role) {
        jdbc.sql("INSERT INTO staff (username, full_name, role, password_hash) VALUES (?, ?, ?, ?)")
                .params(username, fullName, role, passwords.encode(username))
                .update();
    }
}
