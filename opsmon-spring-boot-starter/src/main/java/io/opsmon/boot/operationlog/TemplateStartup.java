package io.opsmon.boot.operationlog;

import io.opsmon.boot.health.Problems;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.internal.interception.RecordedMethods;
import io.opsmon.operationlog.internal.template.TemplateFunctions;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Collects the template functions after all beans are created, then parses all templates. A malformed template is
 * therefore reported at start-up and not by its first call.
 */
final class TemplateStartup implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beanFactory;
    private final TemplateFunctions functions;
    private final RecordedMethods methods;
    private final Problems problems;

    TemplateStartup(
            ConfigurableListableBeanFactory beanFactory,
            TemplateFunctions functions,
            RecordedMethods methods,
            Problems problems) {
        this.problems = problems;
        this.beanFactory = beanFactory;
        this.functions = functions;
        this.methods = methods;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beanFactory.getBeanDefinitionNames()) {
            // A host's bean that cannot be created, or lacks a class, does not stop the start.
            problems.guard("template functions of the bean \"" + name + "\"", () -> addFunctions(name));
        }
        methods.parseAll();
    }

    private void addFunctions(String name) {
        @Nullable Class<?> type = AutoProxyUtils.determineTargetClass(beanFactory, name);
        if (type != null && mayHaveFunctions(type) && TemplateFunctions.areIn(type) && beanFactory.isSingleton(name)) {
            functions.addFrom(beanFactory.getBean(name));
        }
    }

    private static boolean mayHaveFunctions(Class<?> type) {
        return !type.getName().startsWith("org.springframework.")
                && AnnotationUtils.isCandidateClass(type, TemplateFunction.class);
    }
}
