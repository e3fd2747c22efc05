package io.opsmon.architecture;

class BackupArchitectureTest extends ArchitectureContract {}
