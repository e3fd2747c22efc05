package io.opsmon.sample.product;

import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.sample.BusinessException;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages products, their prices and stock. */
@Service
public class ProductService {

    private final JdbcClient jdbc;

    ProductService(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns all products by name. */
    public List<Product> all() {
        return jdbc.sql("SELECT sku, name, price, stock FROM product ORDER BY name")
                .query(Product.class)
                .list();
    }

    /** Returns a product. */
    public Product get(String sku) {
        return jdbc.sql("SELECT sku, name, price, stock FROM product WHERE sku = ?")
                .param(sku)
                .query(Product.class)
                .optional()
                .orElseThrow(() -> new BusinessException("There is no product " + sku));
    }

    /** Changes a price. */
    @Transactional
    @OperationLog(
            module = "products",
            action = OperationAction.UPDATE,
            resourceType = "product",
            resourceId = "#{#sku}",
            description = "changed the price of #{#productName(#sku)} from #{#productPrice(#sku)} to #{#change.price}",
            failureDescription = "could not change the price of #{#sku} to #{#change.price}",
            before = "#product(#sku)",
            after = "#result",
            extra = "reason=#{#change.reason}")
    public Product changePrice(String sku, PriceChange change) {
        if (change.price().signum() <= 0) {
            throw new BusinessException("A price must be greater than zero");
        }
        Product before = get(sku);
        if (change.price().compareTo(before.price().multiply(BigDecimal.valueOf(3))) > 0) {
            throw new BusinessException(
                    "A price may at most triple at once; " + before.name() + " costs " + before.price());
        }
        jdbc.sql("UPDATE product SET price = ? WHERE sku = ?")
                .params(change.price(), sku)
                .update();
        return get(sku);
    }

    /** Adds delivered goods to the stock. */
    @Transactional
    @OperationLog(
            module = "products",
            action = OperationAction.UPDATE,
            resourceType = "product",
            resourceId = "#{#sku}",
            description = "took in #{#quantity} of #{#productName(#sku)}, stock is now #{#stock}")
    public void restock(String sku, int quantity) {
        if (quantity < 1) {
            throw new BusinessException("A delivery has at least one piece");
        }
        jdbc.sql("UPDATE product SET stock = stock + ? WHERE sku = ?")
                .params(quantity, sku)
                .update();
        OperationLogContext.put("stock", get(sku).stock());
    }

    /** Removes a product from the range. */
    @Transactional
    @PreAuthorize("hasRole('ADMIN')")
    @OperationLog(
            module = "products",
            action = OperationAction.DELETE,
            resourceType = "product",
            resourceId = "#{#sku}",
            description = "took #{#productName(#sku)} out of the range",
            failureDescription = "could not take #{#sku} out of the range")
    public void remove(String sku) {
        long orders = jdbc.sql("SELECT COUNT(*) FROM order_line WHERE sku = ?")
                .param(sku)
                .query(Long.class)
                .single();
        if (orders > 0) {
            throw new BusinessException(get(sku).name() + " is on " + orders + " orders");
        }
        jdbc.sql("DELETE FROM product WHERE sku = ?").param(sku).update();
    }

    /** Loads the product, for the recorded changes. */
    @TemplateFunction
    public Product product(String sku) {
        return get(sku);
    }

    /** Returns the name before the call, for descriptions. */
    @TemplateFunction(before = true)
    public String productName(String sku) {
        return get(sku).name();
    }

    /** Returns the price before the call, for descriptions. */
    @TemplateFunction(before = true)
    public BigDecimal productPrice(String sku) {
        return get(sku).price();
    }
}
