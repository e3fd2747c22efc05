package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

/** Recorded methods that Spring cannot intercept do not stop the start, and the log names them. */
class ProxyLimitsTest {

    record Receipt(String number) {
        @OperationLog(description = "printed")
        public String print() {
            return number;
        }
    }

    static final class Printer implements Supplier<String> {
        @OperationLog(description = "printed")
        @Override
        public String get() {
            return "printed";
        }
    }

    sealed interface Shape permits Circle {}

    static sealed class Circle implements Shape permits Ring {
        @OperationLog(description = "drawn")
        public String draw() {
            return "drawn";
        }
    }

    static final class Ring extends Circle {}

    static class Hidden {
        private Hidden() {}

        static Hidden create() {
            return new Hidden();
        }

        @OperationLog(description = "hidden")
        public String act() {
            return "acted";
        }
    }

    static class Mixed {
        private final String name = "mixed";

        @OperationLog(description = "private")
        private String secret() {
            return name;
        }

        @OperationLog(description = "static")
        static String common() {
            return "common";
        }

        String all() {
            return secret() + common();
        }
    }

    @OperationLog(description = "class")
    static class Base {
        private final String name = "base";

        public final String closed() {
            return name;
        }
    }

    private final List<String> intercepted = new ArrayList<>();
    private String logged = "";

    /** Starts a container as the auto-configuration does, and returns it. The log goes to {@link #logged}. */
    private GenericApplicationContext start(boolean classProxies, Object... beans) {
        GenericApplicationContext container = new GenericApplicationContext();
        AopConfigUtils.registerAutoProxyCreatorIfNecessary(container);
        if (classProxies) {
            AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(container);
        }
        RecordedMethods methods = new RecordedMethods(
                () -> {
                    throw new IllegalStateException("not parsed");
                },
                () -> new Masking(Masking.DEFAULT_KEYS),
                () -> classProxies);
        container.registerBean(
                "advisor",
                DefaultPointcutAdvisor.class,
                () -> new DefaultPointcutAdvisor(
                        new StaticMethodMatcherPointcut() {
                            @Override
                            public boolean matches(java.lang.reflect.Method method, Class<?> targetClass) {
                                return methods.contains(method, targetClass);
                            }
                        },
                        (MethodInterceptor) invocation -> {
                            intercepted.add(invocation.getMethod().getName());
                            return invocation.proceed();
                        }),
                definition -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE));
        for (Object bean : beans) {
            @SuppressWarnings("unchecked")
            Class<Object> type = (Class<Object>) bean.getClass();
            container.registerBean(type.getSimpleName(), type, () -> bean);
        }
        Logger logger = (Logger) LoggerFactory.getLogger(ProxyLimits.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        Level level = logger.getLevel();
        logger.setLevel(Level.WARN);
        try {
            container.refresh();
        } finally {
            logger.setLevel(level);
            logger.detachAppender(lines);
            logged = lines.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
        }
        return container;
    }

    @Test
    void namesAKotlinObjectAndAFinalClass() {
        try (GenericApplicationContext container = start(true, Singleton.INSTANCE, new FinalShop())) {
            assertThat(container.getBean(Singleton.class).act()).isEqualTo("acted");
            assertThat(container.getBean(FinalShop.class).act()).isEqualTo("acted");
        }
        assertThat(logged)
                .contains(Singleton.class.getName() + "\" are not recorded", FinalShop.class.getName())
                .contains("the class is final");
    }

    @Test
    void namesRecordsSealedClassesAndClassesWithPrivateConstructors() {
        try (GenericApplicationContext container =
                start(true, new Receipt("7"), new Circle(), Hidden.create(), new Printer())) {
            assertThat(container.getBean(Receipt.class).print()).isEqualTo("7");
            assertThat(container.getBean(Circle.class).draw()).isEqualTo("drawn");
            assertThat(container.getBean(Hidden.class).act()).isEqualTo("acted");
            assertThat(container.getBean(Printer.class).get()).isEqualTo("printed");
        }
        assertThat(logged)
                .contains("Receipt\" are not", "Circle\" are not", "Hidden\" are not", "Printer\" are not")
                .contains("sealed", "the constructors of the class are private");
        assertThat(intercepted).isEmpty();
    }

    @Test
    void interceptsAFinalClassThroughItsInterface() {
        try (GenericApplicationContext container = start(false, new Printer())) {
            assertThat(container.getBean(Supplier.class).get()).isEqualTo("printed");
        }
        assertThat(intercepted).containsExactly("get");
        assertThat(logged).doesNotContain("Printer");
    }

    /** A proxy would answer with the fields of the proxy, which are empty. */
    @Test
    void namesAFinalMethodAndLeavesItsFieldsAlone() {
        try (GenericApplicationContext container = start(true, new HalfOpenShop("answer"), new Base())) {
            HalfOpenShop shop = container.getBean(HalfOpenShop.class);
            assertThat(shop.opened()).isEqualTo("answer");
            Base base = container.getBean(Base.class);
            assertThat(AopUtils.isAopProxy(base)).isFalse();
            assertThat(base.closed()).isEqualTo("base");
        }
        assertThat(intercepted).containsExactly("opened");
        assertThat(logged).contains("HalfOpenShop#closed\" are not recorded: the method is final", "Base#closed");
    }

    @Test
    void namesPrivateAndStaticMethods() {
        try (GenericApplicationContext container = start(true, new Mixed())) {
            assertThat(AopUtils.isAopProxy(container.getBean(Mixed.class))).isFalse();
            assertThat(container.getBean(Mixed.class).all()).isEqualTo("mixedcommon");
        }
        assertThat(logged).contains("Mixed#secret\" are not recorded: the method is private", "Mixed#common");
    }
}
