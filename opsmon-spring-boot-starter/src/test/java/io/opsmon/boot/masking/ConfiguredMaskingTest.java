package io.opsmon.boot.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tests the masking that a host configures. */
class ConfiguredMaskingTest {

    private final ApplicationContextRunner host =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MaskingAutoConfiguration.class));

    @Test
    void addsKeysToTheBuiltInOnesWithOperationLogsOffToo() {
        host.withPropertyValues(
                        "opsmon.operation-log.enabled=false",
                        "opsmon.operation-log.masking.additional-keys=customerRef")
                .run(context -> {
                    Masking masking = context.getBean(Masking.class);
                    assertThat(masking.masked("customer_ref=1")).isEqualTo("customer_ref=***");
                    assertThat(masking.masked("password=2")).isEqualTo("password=***");
                    assertThat(masking.masked("name=3")).isEqualTo("name=3");
                });
    }

    @Test
    void replacesTheBuiltInKeys() {
        host.withPropertyValues("opsmon.operation-log.masking.keys=customerRef").run(context -> {
            Masking masking = context.getBean(Masking.class);
            assertThat(masking.masked("customer_ref=1")).isEqualTo("customer_ref=***");
            assertThat(masking.masked("iban=2")).isEqualTo("iban=2");
        });
    }

    @Test
    void leavesTheMaskingOfAHostAlone() {
        Masking own = new Masking(Masking.DEFAULT_KEYS);
        host.withBean("own", Masking.class, () -> own)
                .run(context -> assertThat(context.getBean(Masking.class)).isSameAs(own));
    }
}
