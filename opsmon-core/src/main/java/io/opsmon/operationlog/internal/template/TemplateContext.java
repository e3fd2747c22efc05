package io.opsmon.operationlog.internal.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Applies the rules of a {@link SimpleEvaluationContext} for read-only data binding with instance methods: no types,
 * constructors, bean references or assignment. Variables are looked up in the call. Spring's own context would cost a
 * builder and a map for each call.
 */
final class TemplateContext implements EvaluationContext {

    private static final SimpleEvaluationContext RULES = SimpleEvaluationContext.forReadOnlyDataBinding()
            .withInstanceMethods()
            .build();

    private final TemplateFunctions functions;
    private final TemplateVariables variables;

    TemplateContext(TemplateFunctions functions, TemplateVariables variables) {
        this.functions = functions;
        this.variables = variables;
    }

    @Override
    public @Nullable Object lookupVariable(String name) {
        TemplateFunctions.@Nullable Function function = functions.find(name);
        return function != null ? function.handle() : variables.get(name);
    }

    @Override
    public void setVariable(String name, @Nullable Object value) {
        throw new UnsupportedOperationException("A template is read-only and cannot set #" + name);
    }

    @Override
    public boolean isAssignmentEnabled() {
        return false;
    }

    @Override
    public TypedValue getRootObject() {
        return TypedValue.NULL;
    }

    @Override
    public List<PropertyAccessor> getPropertyAccessors() {
        return RULES.getPropertyAccessors();
    }

    @Override
    public List<IndexAccessor> getIndexAccessors() {
        return RULES.getIndexAccessors();
    }

    @Override
    public List<ConstructorResolver> getConstructorResolvers() {
        return RULES.getConstructorResolvers();
    }

    @Override
    public List<MethodResolver> getMethodResolvers() {
        return RULES.getMethodResolvers();
    }

    @Override
    public @Nullable BeanResolver getBeanResolver() {
        return RULES.getBeanResolver();
    }

    @Override
    public TypeLocator getTypeLocator() {
        return RULES.getTypeLocator();
    }

    @Override
    public TypeConverter getTypeConverter() {
        return RULES.getTypeConverter();
    }

    @Override
    public TypeComparator getTypeComparator() {
        return RULES.getTypeComparator();
    }

    @Override
    public OperatorOverloader getOperatorOverloader() {
        return RULES.getOperatorOverloader();
    }
}
