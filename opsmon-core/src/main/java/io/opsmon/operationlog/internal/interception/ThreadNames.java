package io.opsmon.operationlog.internal.interception;

/** Names threads in entries. Stateless. */
final class ThreadNames {

    private ThreadNames() {}

    /** Returns the name of the calling thread. A thread without a name, such as a virtual one, is named by its id. */
    static String current() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        if (!name.isEmpty()) {
            return name;
        }
        return (thread.toString().startsWith("VirtualThread") ? "virtual-" : "thread-") + thread.getId();
    }
}
