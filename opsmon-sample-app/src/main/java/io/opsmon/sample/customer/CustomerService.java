package io.opsmon.sample.customer;

import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.recording.Consistency;
import io.opsmon.sample.BusinessException;
import io.opsmon.sample.NumberRanges;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages customers. Their data is personal, so that bulk reads are recorded too, and recorded safely. */
@Service
@OperationLog(module = "customers")
public class CustomerService {

    private final JdbcClient jdbc;
    private final NumberRanges numbers;

    CustomerService(JdbcClient jdbc, NumberRanges numbers) {
        this.jdbc = jdbc;
        this.numbers = numbers;
    }

    /** Finds customers whose name or city contains a text. */
    @OperationLog(
            action = OperationAction.QUERY,
            description = "searched customers for \"#{#text}\", found #{#result.size()}",
            condition = "#text != ''")
    public List<Customer> search(String text) {
        return jdbc.sql(
                        "SELECT number, name, email, city FROM customer WHERE LOWER(name) LIKE ? OR LOWER(city) LIKE ? ORDER BY name LIMIT 200")
                .params(
                        "%" + text.toLowerCase(java.util.Locale.ROOT) + "%",
                        "%" + text.toLowerCase(java.util.Locale.ROOT) + "%")
                .query(Customer.class)
                .list();
    }

    /** Registers a customer. */
    @Transactional
    @OperationLog(
            action = OperationAction.CREATE,
            resourceType = "customer",
            description = "registered #{#form.name} from #{#form.city}",
            exclude = "form.email")
    public Customer register(CustomerForm form) {
        if (form.name().isBlank() || !form.email().contains("@")) {
            throw new BusinessException("A customer has a name and an email address");
        }
        String number = "C-" + numbers.next("customer");
        jdbc.sql("INSERT INTO customer (number, name, email, city) VALUES (?, ?, ?, ?)")
                .params(number, form.name(), form.email(), form.city())
                .update();
        OperationLogContext.resourceId(number);
        return new Customer(number, form.name(), form.email(), form.city());
    }

    /** Exports all customers as CSV. The result is returned after its entry is safe on disk. */
    @OperationLog(
            action = OperationAction.EXPORT,
            description = "exported #{#customerCount} customers",
            consistency = Consistency.JOURNALED)
    public String export() {
        List<Customer> all = search("");
        OperationLogContext.put("customerCount", all.size());
        return all.stream()
                .map(customer ->
                        String.join(";", customer.number(), customer.name(), customer.email(), customer.city()))
                .collect(Collectors.joining("\n", "number;name;email;city\n", "\n"));
    }
}
