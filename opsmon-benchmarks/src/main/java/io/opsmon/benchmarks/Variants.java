package io.opsmon.benchmarks;

import com.mzt.logapi.starter.annotation.LogRecord;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;

/** One class per way of logging; the classes differ in annotations only. */
final class Variants {

    private Variants() {}

    /** Proxied, not logged. */
    static class Bare implements Work {
        @Override
        public int plain(long id) {
            return (int) id + 1;
        }

        @Override
        public int change(long id, PriceChange change) {
            return (int) id + change.labels().size();
        }
    }

    /** opsmon. */
    static class Opsmon extends Bare {
        @Override
        @OperationLog(
                module = "products",
                action = OperationAction.UPDATE,
                description = "touched a product",
                recordArguments = false)
        public int plain(long id) {
            return super.plain(id);
        }

        @Override
        @OperationLog(
                module = "products",
                action = OperationAction.UPDATE,
                description = "changed the price of #{#change.sku} to #{#change.price}")
        public int change(long id, PriceChange change) {
            return super.change(id, change);
        }
    }

    /** mzt-biz-log. */
    static class Mzt extends Bare {
        @Override
        @LogRecord(type = "products", subType = "UPDATE", bizNo = "1", success = "touched a product")
        public int plain(long id) {
            return super.plain(id);
        }

        @Override
        @LogRecord(
                type = "products",
                subType = "UPDATE",
                bizNo = "{{#id}}",
                success = "changed the price of {{#change.sku}} to {{#change.price}}",
                extra = "{{#change.toString()}}")
        public int change(long id, PriceChange change) {
            return super.change(id, change);
        }
    }

    /** RuoYi's aspect. */
    static class RuoYi extends Bare {
        @Override
        @RuoYiLog(title = "products", businessType = "UPDATE")
        public int plain(long id) {
            return super.plain(id);
        }

        @Override
        @RuoYiLog(title = "products", businessType = "UPDATE")
        public int change(long id, PriceChange change) {
            return super.change(id, change);
        }
    }
}
