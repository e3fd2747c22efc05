package io.opsmon.architecture;

class ArchitectureTest extends ArchitectureContract {}
