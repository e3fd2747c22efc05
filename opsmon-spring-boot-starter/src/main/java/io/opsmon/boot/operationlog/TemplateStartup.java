package io.opsmon.boot.operationlog;

import io.opsmon.boot.health.Problems;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.interception.RecordedMethods;
import io.opsmon.operationlog.template.TemplateFunctions;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * When all beans are there: collects the template functions, then parses every template found, so that a broken one is
 * told at start-up and not by its first call.
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
            // A bean of the host that cannot be made, or lacks a class, is the host's own affair until it is used.
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
