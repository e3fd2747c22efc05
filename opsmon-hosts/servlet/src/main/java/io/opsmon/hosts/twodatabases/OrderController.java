package io.opsmon.hosts.twodatabases;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.recording.Consistency;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Writes to both databases. */
@RestController
class OrderController {

    private final JdbcClient orders;
    private final JdbcClient reports;

    OrderController(DataSource orders, @Qualifier("reports") DataSource reports) {
        this.orders = JdbcClient.create(orders);
        this.reports = JdbcClient.create(reports);
    }

    @PutMapping("/orders/{id}")
    @Transactional
    @OperationLog(
            module = "order",
            action = "UPDATE",
            description = "paid order #{#id}",
            consistency = Consistency.TRANSACTIONAL)
    public int pay(@PathVariable long id) {
        return orders.sql("UPDATE orders SET state = 'paid' WHERE id = ?")
                .param(id)
                .update();
    }

    @PutMapping("/reports/{id}")
    @Transactional("reportTransactions")
    @OperationLog(
            module = "report",
            action = "CREATE",
            description = "wrote report #{#id}",
            consistency = Consistency.TRANSACTIONAL)
    public int write(@PathVariable long id) {
        int written = reports.sql("INSERT INTO reports VALUES (?, 'monthly')")
                .param(id)
                .update();
        if (id < 0) {
            TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        }
        return written;
    }
}
