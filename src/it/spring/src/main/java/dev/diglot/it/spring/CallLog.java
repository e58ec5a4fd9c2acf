// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.config.CallObserver;
import dev.diglot.model.ChatCompletion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.MDC;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Observes the calls of the client, and returns what it observed. */
@RestController
class CallLog implements CallObserver {
    /**
     * A call that has ended.
     *
     * @param operation the id of the operation
     * @param virtual whether a virtual thread started it
     * @param session the session of the thread that ended it, as the context of the caller says
     * @param outcome the text of the reply, or the class of the failure
     */
    record Entry(String operation, boolean virtual, String session, String outcome) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public Observation start(Call call) {
        boolean isVirtual = Thread.currentThread().toString().startsWith("VirtualThread[");
        return end -> entries.add(new Entry(call.operation(), isVirtual, MDC.get("session"), outcome(end)));
    }

    private static String outcome(End end) {
        return end.response() instanceof ChatCompletion reply && end.failure() == null
                ? reply.text()
                : String.valueOf(end.failure());
    }

    @GetMapping("/calls")
    List<Entry> calls() {
        return entries;
    }
}
