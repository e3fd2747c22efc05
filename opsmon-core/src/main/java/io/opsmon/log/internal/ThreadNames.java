package io.opsmon.log.internal;

/**
 * Names threads in entries. Stateless.
 *
 * @since 0.1
 */
public final class ThreadNames {

    private ThreadNames() {}

    /**
     * Returns the name of the calling thread. A thread without a name, such as a virtual thread, is named by its id.
     *
     * @return the name
     */
    public static String current() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        if (!name.isEmpty()) {
            return name;
        }
        return (thread.toString().startsWith("VirtualThread") ? "virtual-" : "thread-") + thread.getId();
    }
}
