namespace DataSharing.Disclosure;
