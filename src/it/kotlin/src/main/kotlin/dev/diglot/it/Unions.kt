// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it

import dev.diglot.model.AdvisorRedactedResult
import dev.diglot.model.AdvisorResult
import dev.diglot.model.AdvisorToolResultBlock
import dev.diglot.model.AdvisorToolResultContent
import dev.diglot.model.AdvisorToolResultError
import dev.diglot.model.Base64Source
import dev.diglot.model.BashCodeExecutionResult
import dev.diglot.model.BashCodeExecutionToolResultBlock
import dev.diglot.model.BashCodeExecutionToolResultContent
import dev.diglot.model.BashCodeExecutionToolResultError
import dev.diglot.model.CharLocationCitation
import dev.diglot.model.ChatAssistantMessage
import dev.diglot.model.ChatAudioPart
import dev.diglot.model.ChatContent
import dev.diglot.model.ChatContentPart
import dev.diglot.model.ChatCustomTool
import dev.diglot.model.ChatDeveloperMessage
import dev.diglot.model.ChatFilePart
import dev.diglot.model.ChatFunctionChoice
import dev.diglot.model.ChatFunctionName
import dev.diglot.model.ChatFunctionTool
import dev.diglot.model.ChatImagePart
import dev.diglot.model.ChatMessage
import dev.diglot.model.ChatNamedToolChoice
import dev.diglot.model.ChatRefusalPart
import dev.diglot.model.ChatSystemMessage
import dev.diglot.model.ChatTextPart
import dev.diglot.model.ChatThinkingPart
import dev.diglot.model.ChatTool
import dev.diglot.model.ChatToolChoice
import dev.diglot.model.ChatToolChoiceMode
import dev.diglot.model.ChatToolMessage
import dev.diglot.model.ChatUserMessage
import dev.diglot.model.ChatVideoPart
import dev.diglot.model.Citation
import dev.diglot.model.CitationsDelta
import dev.diglot.model.ClearThinkingEdit
import dev.diglot.model.ClearToolUsesEdit
import dev.diglot.model.CodeExecutionResult
import dev.diglot.model.CodeExecutionToolResultBlock
import dev.diglot.model.CodeExecutionToolResultContent
import dev.diglot.model.CodeExecutionToolResultError
import dev.diglot.model.CompactEdit
import dev.diglot.model.CompactionBlock
import dev.diglot.model.CompactionDelta
import dev.diglot.model.Container
import dev.diglot.model.ContainerParam
import dev.diglot.model.ContainerUploadBlock
import dev.diglot.model.ContentBlock
import dev.diglot.model.ContentBlockDelta
import dev.diglot.model.ContentBlockDeltaEvent
import dev.diglot.model.ContentBlockLocationCitation
import dev.diglot.model.ContentBlockStartEvent
import dev.diglot.model.ContentBlockStopEvent
import dev.diglot.model.ContentSource
import dev.diglot.model.ContextAmount
import dev.diglot.model.ContextEdit
import dev.diglot.model.DocumentBlock
import dev.diglot.model.DocumentSource
import dev.diglot.model.EncryptedCodeExecutionResult
import dev.diglot.model.ErrorEvent
import dev.diglot.model.FallbackBlock
import dev.diglot.model.FileSource
import dev.diglot.model.ImageBlock
import dev.diglot.model.ImageSource
import dev.diglot.model.InputJsonDelta
import dev.diglot.model.McpToolResultBlock
import dev.diglot.model.McpToolUseBlock
import dev.diglot.model.MessageContent
import dev.diglot.model.MessageDeltaEvent
import dev.diglot.model.MessageStartEvent
import dev.diglot.model.MessageStopEvent
import dev.diglot.model.MessageStreamEvent
import dev.diglot.model.ModelList
import dev.diglot.model.ModelPage
import dev.diglot.model.PageLocationCitation
import dev.diglot.model.PingEvent
import dev.diglot.model.PlainTextSource
import dev.diglot.model.RedactedThinkingBlock
import dev.diglot.model.ResponseFormat
import dev.diglot.model.ResponseFormatJsonObject
import dev.diglot.model.ResponseFormatJsonSchema
import dev.diglot.model.ResponseFormatText
import dev.diglot.model.SearchResultBlock
import dev.diglot.model.SearchResultLocationCitation
import dev.diglot.model.ServerToolUseBlock
import dev.diglot.model.SignatureDelta
import dev.diglot.model.StopSequences
import dev.diglot.model.SystemPrompt
import dev.diglot.model.TextBlock
import dev.diglot.model.TextDelta
import dev.diglot.model.TextEditorCodeExecutionCreateResult
import dev.diglot.model.TextEditorCodeExecutionStrReplaceResult
import dev.diglot.model.TextEditorCodeExecutionToolResultBlock
import dev.diglot.model.TextEditorCodeExecutionToolResultContent
import dev.diglot.model.TextEditorCodeExecutionToolResultError
import dev.diglot.model.TextEditorCodeExecutionViewResult
import dev.diglot.model.ThinkingAdaptive
import dev.diglot.model.ThinkingBlock
import dev.diglot.model.ThinkingConfig
import dev.diglot.model.ThinkingDelta
import dev.diglot.model.ThinkingDisabled
import dev.diglot.model.ThinkingEnabled
import dev.diglot.model.ThinkingKeep
import dev.diglot.model.ToolChoice
import dev.diglot.model.ToolChoiceAny
import dev.diglot.model.ToolChoiceAuto
import dev.diglot.model.ToolChoiceMode
import dev.diglot.model.ToolChoiceNone
import dev.diglot.model.ToolChoiceObject
import dev.diglot.model.ToolChoiceTool
import dev.diglot.model.ToolReferenceBlock
import dev.diglot.model.ToolResultBlock
import dev.diglot.model.ToolSearchResult
import dev.diglot.model.ToolSearchToolResultBlock
import dev.diglot.model.ToolSearchToolResultContent
import dev.diglot.model.ToolSearchToolResultError
import dev.diglot.model.ToolUseBlock
import dev.diglot.model.UrlSource
import dev.diglot.model.WebFetchResult
import dev.diglot.model.WebFetchToolResultBlock
import dev.diglot.model.WebFetchToolResultContent
import dev.diglot.model.WebFetchToolResultError
import dev.diglot.model.WebSearchResultLocationCitation
import dev.diglot.model.WebSearchToolResultBlock
import dev.diglot.model.WebSearchToolResultContent
import dev.diglot.model.WebSearchToolResultError

// The name of the variant, for each sealed union. There is no `else`: a variant that is missing here does not compile.

fun variant(value: AdvisorToolResultContent): String =
    when (value) {
        is AdvisorResult -> "AdvisorResult"
        is AdvisorRedactedResult -> "AdvisorRedactedResult"
        is AdvisorToolResultError -> "AdvisorToolResultError"
        is AdvisorToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: BashCodeExecutionToolResultContent): String =
    when (value) {
        is BashCodeExecutionResult -> "BashCodeExecutionResult"
        is BashCodeExecutionToolResultError -> "BashCodeExecutionToolResultError"
        is BashCodeExecutionToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: ChatContent): String =
    when (value) {
        is ChatContent.StringValue -> "StringValue"
        is ChatContent.ListValue -> "ListValue"
        is ChatContent.Unknown -> "Unknown"
    }

fun variant(value: ChatContentPart): String =
    when (value) {
        is ChatTextPart -> "ChatTextPart"
        is ChatImagePart -> "ChatImagePart"
        is ChatAudioPart -> "ChatAudioPart"
        is ChatVideoPart -> "ChatVideoPart"
        is ChatFilePart -> "ChatFilePart"
        is ChatRefusalPart -> "ChatRefusalPart"
        is ChatThinkingPart -> "ChatThinkingPart"
        is ChatContentPart.Unknown -> "Unknown"
    }

fun variant(value: ChatFunctionChoice): String =
    when (value) {
        is ChatFunctionChoice.StringValue -> "StringValue"
        is ChatFunctionName -> "ChatFunctionName"
        is ChatFunctionChoice.Unknown -> "Unknown"
    }

fun variant(value: ChatMessage): String =
    when (value) {
        is ChatSystemMessage -> "ChatSystemMessage"
        is ChatDeveloperMessage -> "ChatDeveloperMessage"
        is ChatUserMessage -> "ChatUserMessage"
        is ChatAssistantMessage -> "ChatAssistantMessage"
        is ChatToolMessage -> "ChatToolMessage"
        is ChatMessage.Unknown -> "Unknown"
    }

fun variant(value: ChatTool): String =
    when (value) {
        is ChatFunctionTool -> "ChatFunctionTool"
        is ChatCustomTool -> "ChatCustomTool"
        is ChatTool.Unknown -> "Unknown"
    }

fun variant(value: ChatToolChoice): String =
    when (value) {
        is ChatToolChoiceMode -> "ChatToolChoiceMode"
        is ChatNamedToolChoice -> "ChatNamedToolChoice"
        is ChatToolChoice.Unknown -> "Unknown"
    }

fun variant(value: Citation): String =
    when (value) {
        is CharLocationCitation -> "CharLocationCitation"
        is PageLocationCitation -> "PageLocationCitation"
        is ContentBlockLocationCitation -> "ContentBlockLocationCitation"
        is WebSearchResultLocationCitation -> "WebSearchResultLocationCitation"
        is SearchResultLocationCitation -> "SearchResultLocationCitation"
        is Citation.Unknown -> "Unknown"
    }

fun variant(value: CodeExecutionToolResultContent): String =
    when (value) {
        is CodeExecutionResult -> "CodeExecutionResult"
        is EncryptedCodeExecutionResult -> "EncryptedCodeExecutionResult"
        is CodeExecutionToolResultError -> "CodeExecutionToolResultError"
        is CodeExecutionToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: ContainerParam): String =
    when (value) {
        is ContainerParam.StringValue -> "StringValue"
        is Container -> "Container"
        is ContainerParam.Unknown -> "Unknown"
    }

fun variant(value: ContentBlock): String =
    when (value) {
        is TextBlock -> "TextBlock"
        is ImageBlock -> "ImageBlock"
        is DocumentBlock -> "DocumentBlock"
        is SearchResultBlock -> "SearchResultBlock"
        is ThinkingBlock -> "ThinkingBlock"
        is RedactedThinkingBlock -> "RedactedThinkingBlock"
        is ToolUseBlock -> "ToolUseBlock"
        is ToolResultBlock -> "ToolResultBlock"
        is ServerToolUseBlock -> "ServerToolUseBlock"
        is WebSearchToolResultBlock -> "WebSearchToolResultBlock"
        is WebFetchToolResultBlock -> "WebFetchToolResultBlock"
        is CodeExecutionToolResultBlock -> "CodeExecutionToolResultBlock"
        is BashCodeExecutionToolResultBlock -> "BashCodeExecutionToolResultBlock"
        is TextEditorCodeExecutionToolResultBlock -> "TextEditorCodeExecutionToolResultBlock"
        is ToolSearchToolResultBlock -> "ToolSearchToolResultBlock"
        is ToolReferenceBlock -> "ToolReferenceBlock"
        is AdvisorToolResultBlock -> "AdvisorToolResultBlock"
        is McpToolUseBlock -> "McpToolUseBlock"
        is McpToolResultBlock -> "McpToolResultBlock"
        is ContainerUploadBlock -> "ContainerUploadBlock"
        is CompactionBlock -> "CompactionBlock"
        is FallbackBlock -> "FallbackBlock"
        is ContentBlock.Unknown -> "Unknown"
    }

fun variant(value: ContentBlockDelta): String =
    when (value) {
        is TextDelta -> "TextDelta"
        is InputJsonDelta -> "InputJsonDelta"
        is ThinkingDelta -> "ThinkingDelta"
        is SignatureDelta -> "SignatureDelta"
        is CitationsDelta -> "CitationsDelta"
        is CompactionDelta -> "CompactionDelta"
        is ContentBlockDelta.Unknown -> "Unknown"
    }

fun variant(value: ContextEdit): String =
    when (value) {
        is ClearToolUsesEdit -> "ClearToolUsesEdit"
        is ClearThinkingEdit -> "ClearThinkingEdit"
        is CompactEdit -> "CompactEdit"
        is ContextEdit.Unknown -> "Unknown"
    }

fun variant(value: DocumentSource): String =
    when (value) {
        is Base64Source -> "Base64Source"
        is UrlSource -> "UrlSource"
        is FileSource -> "FileSource"
        is PlainTextSource -> "PlainTextSource"
        is ContentSource -> "ContentSource"
        is DocumentSource.Unknown -> "Unknown"
    }

fun variant(value: ImageSource): String =
    when (value) {
        is Base64Source -> "Base64Source"
        is UrlSource -> "UrlSource"
        is FileSource -> "FileSource"
        is ImageSource.Unknown -> "Unknown"
    }

fun variant(value: MessageContent): String =
    when (value) {
        is MessageContent.StringValue -> "StringValue"
        is MessageContent.ListValue -> "ListValue"
        is MessageContent.Unknown -> "Unknown"
    }

fun variant(value: MessageStreamEvent): String =
    when (value) {
        is MessageStartEvent -> "MessageStartEvent"
        is ContentBlockStartEvent -> "ContentBlockStartEvent"
        is ContentBlockDeltaEvent -> "ContentBlockDeltaEvent"
        is ContentBlockStopEvent -> "ContentBlockStopEvent"
        is MessageDeltaEvent -> "MessageDeltaEvent"
        is MessageStopEvent -> "MessageStopEvent"
        is PingEvent -> "PingEvent"
        is ErrorEvent -> "ErrorEvent"
        is MessageStreamEvent.Unknown -> "Unknown"
    }

fun variant(value: ModelList): String =
    when (value) {
        is ModelPage -> "ModelPage"
        is ModelList.ListValue -> "ListValue"
        is ModelList.Unknown -> "Unknown"
    }

fun variant(value: ResponseFormat): String =
    when (value) {
        is ResponseFormatText -> "ResponseFormatText"
        is ResponseFormatJsonObject -> "ResponseFormatJsonObject"
        is ResponseFormatJsonSchema -> "ResponseFormatJsonSchema"
        is ResponseFormat.Unknown -> "Unknown"
    }

fun variant(value: StopSequences): String =
    when (value) {
        is StopSequences.StringValue -> "StringValue"
        is StopSequences.ListValue -> "ListValue"
        is StopSequences.Unknown -> "Unknown"
    }

fun variant(value: SystemPrompt): String =
    when (value) {
        is SystemPrompt.StringValue -> "StringValue"
        is SystemPrompt.ListValue -> "ListValue"
        is TextBlock -> "TextBlock"
        is SystemPrompt.Unknown -> "Unknown"
    }

fun variant(value: TextEditorCodeExecutionToolResultContent): String =
    when (value) {
        is TextEditorCodeExecutionViewResult -> "TextEditorCodeExecutionViewResult"
        is TextEditorCodeExecutionCreateResult -> "TextEditorCodeExecutionCreateResult"
        is TextEditorCodeExecutionStrReplaceResult -> "TextEditorCodeExecutionStrReplaceResult"
        is TextEditorCodeExecutionToolResultError -> "TextEditorCodeExecutionToolResultError"
        is TextEditorCodeExecutionToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: ThinkingConfig): String =
    when (value) {
        is ThinkingEnabled -> "ThinkingEnabled"
        is ThinkingDisabled -> "ThinkingDisabled"
        is ThinkingAdaptive -> "ThinkingAdaptive"
        is ThinkingConfig.Unknown -> "Unknown"
    }

fun variant(value: ThinkingKeep): String =
    when (value) {
        is ThinkingKeep.StringValue -> "StringValue"
        is ContextAmount -> "ContextAmount"
        is ThinkingKeep.Unknown -> "Unknown"
    }

fun variant(value: ToolChoice): String =
    when (value) {
        is ToolChoiceMode -> "ToolChoiceMode"
        is ToolChoiceObject -> "ToolChoiceObject"
        is ToolChoice.Unknown -> "Unknown"
    }

fun variant(value: ToolChoiceObject): String =
    when (value) {
        is ToolChoiceAuto -> "ToolChoiceAuto"
        is ToolChoiceAny -> "ToolChoiceAny"
        is ToolChoiceTool -> "ToolChoiceTool"
        is ToolChoiceNone -> "ToolChoiceNone"
        is ToolChoiceObject.Unknown -> "Unknown"
    }

fun variant(value: ToolSearchToolResultContent): String =
    when (value) {
        is ToolSearchResult -> "ToolSearchResult"
        is ToolSearchToolResultError -> "ToolSearchToolResultError"
        is ToolSearchToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: WebFetchToolResultContent): String =
    when (value) {
        is WebFetchResult -> "WebFetchResult"
        is WebFetchToolResultError -> "WebFetchToolResultError"
        is WebFetchToolResultContent.Unknown -> "Unknown"
    }

fun variant(value: WebSearchToolResultContent): String =
    when (value) {
        is WebSearchToolResultContent.ListValue -> "ListValue"
        is WebSearchToolResultError -> "WebSearchToolResultError"
        is WebSearchToolResultContent.Unknown -> "Unknown"
    }
