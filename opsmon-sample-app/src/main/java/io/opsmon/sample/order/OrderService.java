package io.opsmon.sample.order;

import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.recording.Consistency;
import io.opsmon.sample.BusinessException;
import io.opsmon.sample.NumberRanges;
import io.opsmon.sample.product.Product;
import io.opsmon.sample.product.ProductService;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages orders. Entries join the transaction: if an order is rolled back, its entry is rolled back, too. */
@Service
public class OrderService {

    private final JdbcClient jdbc;
    private final NumberRanges numbers;
    private final ProductService products;
    private final Clock clock;

    OrderService(JdbcClient jdbc, NumberRanges numbers, ProductService products, Clock clock) {
        this.jdbc = jdbc;
        this.numbers = numbers;
        this.products = products;
        this.clock = clock;
    }

    /** Returns the newest orders. */
    public List<Order> newest() {
        return jdbc
                .sql("SELECT number FROM customer_order ORDER BY placed_at DESC, number DESC LIMIT 50")
                .query(String.class)
                .list()
                .stream()
                .map(this::get)
                .toList();
    }

    /** Returns an order. */
    public Order get(String number) {
        List<Order.OrderLine> lines = jdbc.sql("SELECT sku, quantity, price FROM order_line WHERE order_number = ?")
                .param(number)
                .query(Order.OrderLine.class)
                .list();
        return jdbc.sql("SELECT number, customer_number, status, placed_at FROM customer_order WHERE number = ?")
                .param(number)
                .query((row, index) -> new Order(
                        row.getString("number"),
                        row.getString("customer_number"),
                        Order.Status.valueOf(row.getString("status")),
                        row.getObject("placed_at", LocalDateTime.class),
                        lines))
                .optional()
                .orElseThrow(() -> new BusinessException("There is no order " + number));
    }

    /** Places an order. */
    @Transactional
    @OperationLog(
            module = "orders",
            action = OperationAction.CREATE,
            resourceType = "order",
            description =
                    "placed order #{#result.number} for customer #{#form.customer}: #{#form.items.size() == 1 ? '1 product' : #form.items.size() + ' products'}, #{#result.total}",
            failureDescription = "could not place an order for customer #{#form.customer}: #{#error.message}",
            recordResult = true,
            consistency = Consistency.TRANSACTIONAL)
    public Order place(OrderForm form) {
        if (form.items().isEmpty()) {
            throw new BusinessException("An order has at least one product");
        }
        String number = "O-" + numbers.next("order");
        OperationLogContext.resourceId(number);
        jdbc.sql("INSERT INTO customer_order (number, customer_number, status, placed_at) VALUES (?, ?, ?, ?)")
                .params(number, form.customer(), Order.Status.PLACED.name(), LocalDateTime.now(clock))
                .update();
        for (OrderForm.Item item : form.items()) {
            reserve(item);
            Product product = products.get(item.sku());
            jdbc.sql("INSERT INTO order_line (order_number, sku, quantity, price) VALUES (?, ?, ?, ?)")
                    .params(number, item.sku(), item.quantity(), product.price())
                    .update();
        }
        return get(number);
    }

    private void reserve(OrderForm.Item item) {
        int reserved = jdbc.sql("UPDATE product SET stock = stock - ? WHERE sku = ? AND stock >= ?")
                .params(item.quantity(), item.sku(), item.quantity())
                .update();
        if (reserved == 0) {
            Product product = products.get(item.sku());
            throw new BusinessException(
                    "Only " + product.stock() + " of " + product.name() + " are in stock, not " + item.quantity());
        }
    }

    /** Ships an order. */
    @Transactional
    @OperationLog(
            module = "orders",
            action = OperationAction.UPDATE,
            resourceType = "order",
            resourceId = "#{#number}",
            description = "shipped order #{#number}",
            failureDescription = "could not ship order #{#number}",
            consistency = Consistency.TRANSACTIONAL)
    public void ship(String number) {
        move(number, Order.Status.SHIPPED);
    }

    /** Cancels an order. */
    @Transactional
    @OperationLog(
            module = "orders",
            action = OperationAction.UPDATE,
            resourceType = "order",
            resourceId = "#{#number}",
            description = "cancelled order #{#number}: #{#reason}",
            failureDescription = "could not cancel order #{#number}",
            consistency = Consistency.TRANSACTIONAL)
    public void cancel(String number, String reason) {
        move(number, Order.Status.CANCELLED);
        for (Order.OrderLine line : get(number).lines()) {
            jdbc.sql("UPDATE product SET stock = stock + ? WHERE sku = ?")
                    .params(line.quantity(), line.sku())
                    .update();
        }
    }

    /** Deletes an order with its lines. */
    @Transactional
    @OperationLog(
            module = "orders",
            action = OperationAction.DELETE,
            resourceType = "order",
            resourceId = "#{#number}",
            description = "deleted order #{#number}",
            failureDescription = "could not delete order #{#number}",
            consistency = Consistency.TRANSACTIONAL)
    public void delete(String number) {
        get(number);
        jdbc.sql("DELETE FROM order_line WHERE order_number = ?").param(number).update();
        jdbc.sql("DELETE FROM customer_order WHERE number = ?").param(number).update();
    }

    private void move(String number, Order.Status status) {
        int moved = jdbc.sql("UPDATE customer_order SET status = ? WHERE number = ? AND status = ?")
                .params(status.name(), number, Order.Status.PLACED.name())
                .update();
        if (moved == 0) {
            throw new BusinessException("Order " + number + " is " + get(number).status() + " already");
        }
    }
}
