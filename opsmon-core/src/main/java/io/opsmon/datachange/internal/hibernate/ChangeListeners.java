package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.AbstractPreDatabaseOperationEvent;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the events of a session factory to the recorder. The listeners of flushes come after those of Hibernate, so
 * that the database has executed all statements of the flush.
 */
final class ChangeListeners
        implements PreUpdateEventListener,
                PreDeleteEventListener,
                PreUpsertEventListener,
                PreCollectionRecreateEventListener,
                PreCollectionRemoveEventListener,
                PreCollectionUpdateEventListener,
                PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener,
                PostUpsertEventListener,
                FlushEventListener,
                AutoFlushEventListener {

    private static final boolean NO_VETO = false;

    private final transient ChangeRecorder recorder;

    ChangeListeners(ChangeRecorder recorder) {
        this.recorder = recorder;
    }

    void register(EventListenerRegistry registry) {
        registry.appendListeners(EventType.PRE_UPDATE, this);
        registry.appendListeners(EventType.PRE_DELETE, this);
        registry.appendListeners(EventType.PRE_UPSERT, this);
        registry.appendListeners(EventType.PRE_COLLECTION_RECREATE, this);
        registry.appendListeners(EventType.PRE_COLLECTION_REMOVE, this);
        registry.appendListeners(EventType.PRE_COLLECTION_UPDATE, this);
        registry.appendListeners(EventType.POST_INSERT, this);
        registry.appendListeners(EventType.POST_UPDATE, this);
        registry.appendListeners(EventType.POST_DELETE, this);
        registry.appendListeners(EventType.POST_UPSERT, this);
        registry.appendListeners(EventType.FLUSH, this);
        registry.appendListeners(EventType.AUTO_FLUSH, this);
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        return before(event, ChangeAction.UPDATE);
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        return before(event, ChangeAction.DELETE);
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        return before(event, ChangeAction.UPDATE);
    }

    private boolean before(AbstractPreDatabaseOperationEvent event, ChangeAction action) {
        recorder.before(event.getSession(), event.getPersister(), event.getId(), action);
        return NO_VETO;
    }

    @Override
    public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
        beforeCollection(event);
    }

    @Override
    public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
        beforeCollection(event);
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        beforeCollection(event);
    }

    /** A stateless session has no collections whose state it knows. */
    private void beforeCollection(AbstractCollectionEvent event) {
        @Nullable EventSource session = event.getSession();
        @Nullable PersistentCollection<?> collection = event.getCollection();
        if (session == null || collection == null) {
            return;
        }
        @Nullable CollectionEntry entry = session.getPersistenceContext().getCollectionEntry(collection);
        if (entry == null) {
            return;
        }
        // A replaced collection is removed from its former key, and created with its current key.
        if (entry.getLoadedPersister() != null && entry.getLoadedKey() != null) {
            recorder.beforeCollection(session, entry.getLoadedPersister(), entry.getLoadedKey());
        }
        if (entry.getCurrentPersister() != null && entry.getCurrentKey() != null) {
            recorder.beforeCollection(session, entry.getCurrentPersister(), entry.getCurrentKey());
        }
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        recorder.inserted(event.getSession(), event.getPersister(), event.getId());
        recorder.executed(event.getSession());
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        recorder.executed(event.getSession());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        recorder.executed(event.getSession());
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        recorder.executed(event.getSession());
    }

    @Override
    public void onFlush(FlushEvent event) {
        recorder.write(event.getSession());
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) {
        recorder.write(event.getSession());
    }
}
