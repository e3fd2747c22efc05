package io.opsmon.sample.staff;

import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.Sensitive;
import io.opsmon.recording.Consistency;
import io.opsmon.sample.BusinessException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages staff and their roles. The entry of a granted role is stored before the role takes effect. */
@Service
public class StaffService {

    private final JdbcClient jdbc;
    private final PasswordEncoder passwords;

    StaffService(JdbcClient jdbc, PasswordEncoder passwords) {
        this.jdbc = jdbc;
        this.passwords = passwords;
    }

    /** Returns all staff by name. */
    public List<StaffMember> all() {
        return jdbc.sql("SELECT username, full_name, role FROM staff ORDER BY full_name")
                .query(StaffMember.class)
                .list();
    }

    /** Grants a role to a user. */
    @Transactional
    @PreAuthorize("hasRole('ADMIN')")
    @OperationLog(
            module = "staff",
            action = OperationAction.GRANT,
            resourceType = "staff",
            resourceId = "#{#username}",
            description = "made #{#username} #{#role.label()}",
            failureDescription = "was refused to make #{#username} #{#role.label()}",
            consistency = Consistency.SYNCHRONOUS)
    public void assign(String username, StaffMember.Role role) {
        if (jdbc.sql("UPDATE staff SET role = ? WHERE username = ?")
                        .params(role.name(), username)
                        .update()
                == 0) {
            throw new BusinessException("There is no user \"" + username + "\"");
        }
    }

    /** Sets a user's password. */
    @Transactional
    @PreAuthorize("hasRole('ADMIN')")
    @OperationLog(
            module = "staff",
            action = OperationAction.UPDATE,
            resourceType = "staff",
            resourceId = "#{#username}",
            description = "set a new password for #{#username}",
            failureDescription = "was refused to set a new password for #{#username}")
    public void setPassword(String username, @Sensitive String newPassword) {
        if (newPassword.length() < 5) {
            throw new BusinessException("A password has at least five characters");
        }
        jdbc.sql("UPDATE staff SET password_hash = ? WHERE username = ?")
                .params(passwords.encode(newPassword), username)
                .update();
    }
}
