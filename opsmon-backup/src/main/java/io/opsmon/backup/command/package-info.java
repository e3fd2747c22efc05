/** Command line for backups without the application: {@link io.opsmon.backup.command.BackupCommand}. */
@NullMarked
package io.opsmon.backup.command;

import org.jspecify.annotations.NullMarked;
