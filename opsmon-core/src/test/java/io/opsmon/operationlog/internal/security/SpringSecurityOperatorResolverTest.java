package io.opsmon.operationlog.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;

class SpringSecurityOperatorResolverTest {

    record LoginUser(String name, String password) {}

    record Unnamed(String password) {}

    static final class WithText {
        @Override
        public String toString() {
            return "ada";
        }
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    private static @Nullable Operator operator(Object principal) {
        SecurityContextHolder.getContext()
                .setAuthentication(new UsernamePasswordAuthenticationToken(principal, "x", List.of()));
        return new SpringSecurityOperatorResolver().resolve();
    }

    @Test
    void takesTheNameOfAPrincipalAndNeverItsText() {
        assertThat(operator(new LoginUser("ada", "hunter2"))).isEqualTo(Operator.of("ada"));
        assertThat(operator(new Unnamed("hunter2"))).isNull();
        assertThat(operator(new WithText())).isEqualTo(Operator.of("ada"));
        assertThat(operator("ada")).isEqualTo(Operator.of("ada"));
        assertThat(operator(User.withUsername("ada").password("x").build())).isEqualTo(Operator.of("ada"));
    }
}
