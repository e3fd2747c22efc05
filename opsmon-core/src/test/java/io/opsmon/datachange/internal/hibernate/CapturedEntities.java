package io.opsmon.datachange.internal.hibernate;

import io.opsmon.operationlog.AuditField;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Entities of a host. */
@NullUnmarked
final class CapturedEntities {

    private CapturedEntities() {}

    enum Mood {
        BAD,
        GOOD
    }

    @NullUnmarked
    @Embeddable
    static class Address {
        String street;
    }

    /** Many types of columns. */
    @NullUnmarked
    @Entity(name = "Item")
    @Table(name = "item")
    static class Item {

        @Id
        long id;

        @Version
        int version;

        String name;

        @Column(precision = 12, scale = 4)
        BigDecimal price;

        @Enumerated(EnumType.STRING)
        Mood mood;

        UUID code;

        byte[] data;

        @Column(name = "at_instant")
        Instant at;

        @Column(name = "at_local")
        LocalDateTime local;

        @Column(name = "at_day")
        LocalDate day;

        @Column(name = "at_time")
        LocalTime time;

        boolean flag;

        double ratio;

        @Column(name = "long_text", length = 5_000)
        String text;

        @Embedded
        Address address;

        @AuditField(mask = true)
        String phone;

        @AuditField(ignore = true)
        String note;

        String secret;
    }

    /** The root of a hierarchy with a table for each class. */
    @NullUnmarked
    @Entity(name = "Vehicle")
    @Table(name = "vehicle")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle {

        @Id
        long id;

        String brand;
    }

    @NullUnmarked
    @Entity(name = "Car")
    @Table(name = "car")
    static class Car extends Vehicle {

        int doors;

        Car() {}

        Car(long id, String brand, int doors) {
            this.id = id;
            this.brand = brand;
            this.doors = doors;
        }
    }

    /** A table with a quoted name, a long key and a reference. */
    @NullUnmarked
    @Entity(name = "Mixed")
    @Table(name = "`Mixed Name`")
    static class Mixed {

        @Id
        @Column(length = 500)
        String code;

        @ManyToOne
        Item item;

        Mixed() {}

        Mixed(String code, Item item) {
            this.code = code;
            this.item = item;
        }
    }

    @NullUnmarked
    @Embeddable
    static class LineId {

        long orderId;
        int pos;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof LineId id && id.orderId == orderId && id.pos == pos;
        }

        @Override
        public int hashCode() {
            return Objects.hash(orderId, pos);
        }
    }

    /** A key of two columns. */
    @NullUnmarked
    @Entity(name = "OrderLine")
    @Table(name = "order_line")
    static class OrderLine {

        @EmbeddedId
        LineId id;

        @Column(name = "line_text")
        String text;

        OrderLine() {}

        OrderLine(long order, int pos, String text) {
            this.id = new LineId();
            this.id.orderId = order;
            this.id.pos = pos;
            this.text = text;
        }
    }

    /** A key that the database generates. */
    @NullUnmarked
    @Entity(name = "Numbered")
    @Table(name = "numbered")
    static class Numbered {

        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        Numbered() {}

        Numbered(String name) {
            this.name = name;
        }
    }

    /** Collections with tables of their own. */
    @NullUnmarked
    @Entity(name = "Basket")
    @Table(name = "basket")
    static class Basket {

        @Id
        long id;

        @ElementCollection
        @CollectionTable(name = "basket_tag")
        Set<String> tags = new HashSet<>();

        @ElementCollection
        @CollectionTable(name = "basket_line")
        @OrderColumn(name = "pos")
        @Column(name = "line_text")
        List<String> lines = new ArrayList<>();

        /** A table without key. */
        @ElementCollection
        @CollectionTable(name = "basket_note")
        List<String> notes = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "basket_item")
        Set<Item> items = new HashSet<>();

        Basket() {}

        Basket(long id) {
            this.id = id;
        }
    }
}
