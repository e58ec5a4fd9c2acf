// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.json.JsonReplyMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool that stands in for {@code output_config.format} where the provider does not document that member. */
final class ReplyTool {
    /** The name of the tool; {@code Message.as} looks for its call. */
    static final String NAME = "json_reply";

    private ReplyTool() {}

    /** Returns the options of a reply with another format. */
    static OutputConfig withFormat(@Nullable OutputConfig config, OutputFormat format) {
        OutputConfig.Builder builder = config == null ? OutputConfig.builder() : config.toBuilder();
        return builder.format(format).build();
    }

    /** Returns the request in the form that the provider documents. */
    static MessageRequest adaptedTo(MessageRequest request, @Nullable Provider provider, @Nullable JsonReplyMode mode) {
        OutputConfig config = request.outputConfig();
        OutputFormat format = config == null ? null : config.format();
        if (config == null || format == null || !usesTool(provider, mode)) {
            return request;
        }
        checkAlone(request);
        OutputConfig others = config.toBuilder().format(null).build();
        boolean hasOthers = !others.equals(OutputConfig.builder().build());
        return request.toBuilder()
                .outputConfig(hasOthers ? others : null)
                .tools(List.of(MessageTool.of(NAME, "Gives the reply to the user.", schemaOf(format))))
                .toolChoice(ToolChoice.tool(NAME))
                .build();
    }

    private static boolean usesTool(@Nullable Provider provider, @Nullable JsonReplyMode mode) {
        if (mode != null) {
            return mode == JsonReplyMode.FORCED_TOOL;
        }
        if (provider == null) {
            return false;
        }
        SupportFact fact = SupportFacts.of(provider, MessageRequest.class).get("output_config");
        return fact == null || !fact.status().equals("supported");
    }

    private static Map<String, Object> schemaOf(OutputFormat format) {
        Map<String, Object> schema = format.schema();
        return schema == null ? Map.of("type", "object") : schema;
    }

    private static void checkAlone(MessageRequest request) {
        String other = null;
        if (!request.tools().isEmpty()) {
            other = "tools";
        } else if (request.thinking() != null && !(request.thinking() instanceof ThinkingDisabled)) {
            other = "thinking";
        }
        if (other != null) {
            throw new IllegalArgumentException("output_config.format would be sent as a tool that the model must call,"
                    + " which excludes " + other + "; leave " + other
                    + " out, or set jsonReplyMode(OUTPUT_FORMAT) if the"
                    + " endpoint supports output_config.format");
        }
    }
}
