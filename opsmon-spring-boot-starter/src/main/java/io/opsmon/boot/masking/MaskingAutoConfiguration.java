package io.opsmon.boot.masking;

import io.opsmon.masking.Masking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * The one {@link Masking} of a host: that of logs, of the problems of backups and of health. It is there with operation
 * logs off, too, and does not depend on any other property.
 */
@AutoConfiguration
public final class MaskingAutoConfiguration {

    MaskingAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static Masking opsmonMasking(Environment environment) {
        MaskingProperties properties =
                Binder.get(environment).bindOrCreate("opsmon.operation-log.masking", MaskingProperties.class);
        @Nullable List<String> configured = properties.keys();
        List<String> keys = new ArrayList<>(configured == null ? Masking.DEFAULT_KEYS : configured);
        keys.addAll(properties.additionalKeys());
        return new Masking(keys);
    }
}
