namespace DataSharing.Gateway.Alerts;

/// <summary>Somebody could not be told. Nothing else failed because of it.</summary>
internal sealed class AlertException(string message) : Exception(message);
