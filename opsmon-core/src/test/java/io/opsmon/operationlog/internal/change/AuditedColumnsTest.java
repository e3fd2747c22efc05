package io.opsmon.operationlog.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.operationlog.AuditField;
import io.opsmon.testsupport.TestDatabases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class AuditedColumnsTest {

    @NullUnmarked
    @MappedSuperclass
    static class Base {

        @AuditField(ignore = true)
        String changedBy;
    }

    @NullUnmarked
    @Entity
    @Table(name = "customer_order")
    static class Order extends Base {

        @Id
        long id;

        @Column(name = "tel")
        @AuditField(mask = true)
        String phone;

        String plain;
    }

    @Test
    void namesTheColumnsOfEntities() {
        try (HikariDataSource database = TestDatabases.h2()) {
            Configuration configuration = new Configuration().addAnnotatedClass(Order.class);
            configuration.getProperties().put("hibernate.connection.datasource", database);
            DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
            assertThat(AuditedColumns.of(beans)).isEmpty();
            try (SessionFactory sessions = configuration.buildSessionFactory()) {
                beans.registerSingleton("sessions", sessions);

                assertThat(AuditedColumns.of(beans))
                        .extracting(
                                column -> column.name() + " " + column.field().mask())
                        .containsExactlyInAnyOrder(
                                "customer_order.tel true",
                                "customer_order.changedBy false",
                                "customer_order.changed_by false");
            }
        }
    }
}
